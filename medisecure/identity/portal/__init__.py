"""Who is let in: invited, linked by a code, and under which e-mail."""
