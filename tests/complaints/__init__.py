"""What people complained of on the platform before this one, each with the test that it cannot happen here.

A file is named after the number of the complaint; its docstring says it in one sentence.
"""
