"""The one visual language without a screen: colour maps, filter grids and captioned figures."""
