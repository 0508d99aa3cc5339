"""Who people are: citizens, and those invited to serve; agencies; how each proves it."""
