"""What the group agreed: plain functions over records and bylaws. Standard library only, no input or output."""
