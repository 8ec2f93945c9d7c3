"""The pages of a case node: translate, call one service, render."""
