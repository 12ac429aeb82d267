"""Every SELECT of repair: `rows` for actions, `views` for people."""
