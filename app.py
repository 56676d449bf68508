"""What the web server imports."""

from bargaining.factory import create_app

app = create_app()
