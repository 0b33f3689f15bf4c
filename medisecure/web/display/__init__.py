"""What pages show: values, badges, charts, the frame, paging."""
