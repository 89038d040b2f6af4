"""The desk's screens: ``wagtail_hooks`` reads every module here, whose parts and forms hang themselves in."""
