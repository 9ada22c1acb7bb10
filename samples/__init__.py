"""Sample submissions and the script that makes them."""
