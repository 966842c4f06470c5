"""One module for each way a picture file is read; `filterlab.data.decoding` chooses among them."""
