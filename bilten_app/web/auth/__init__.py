"""Signing up, in and out: forms that the browser posts itself, because they set a cookie.

A page event cannot set an HttpOnly cookie, and a socket knows only the cookies it opened with, so
each of these ends in a full navigation (303). Posts from other sites never get here
(web/static.py). What was wrong goes back to the page as short codes; a password goes nowhere.
"""
