"""Text to typed configuration, then to the model. Knows keywords; reads files through a port."""
