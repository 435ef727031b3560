"""How the house is put on the network: the web server, and the worker beside it."""
