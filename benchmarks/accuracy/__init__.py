"""How right squatform is, against clips whose truth is known: `make accuracy`."""
