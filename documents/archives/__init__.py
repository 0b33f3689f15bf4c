"""All my data: a patient's archive, asked for, prepared in the background, fetched once."""
