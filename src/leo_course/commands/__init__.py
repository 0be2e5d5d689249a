"""The subcommands of `leo`, a module each, with a click command named `command`."""
