"""The record of every attempt to claim, use or take back, refused ones too."""
