"""Structs of repair: `inputs` come in, `views` go out."""
