"""Tables in, tables out: csv, xlsx, xls and the texts they are written in. Knows no business."""
