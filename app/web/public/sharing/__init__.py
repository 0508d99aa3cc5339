"""What carries a petition to other places: pictures, QR codes, posters, cards for other sites, and what crawlers read.

All of it is public: no cookie, the same for everyone, kept by whoever passes it on.
"""

from app.web.public.sharing.routes import sharing

__all__ = ["sharing"]
