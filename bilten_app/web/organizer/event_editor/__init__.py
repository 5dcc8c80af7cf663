"""The event editor: five steps, each saved when it is left."""
