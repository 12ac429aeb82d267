"""A code as an image: QR, sticker, poster, table card, web badge."""
