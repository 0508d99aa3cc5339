"""The blueprint of the door: it knows who asks, and lets everybody in."""

from flask import Blueprint

from app.web.shared.cookies import personal

door = personal(Blueprint("door", __name__))
