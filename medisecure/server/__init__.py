"""The web server's own side: requests are taken in whole before anybody works on them."""
