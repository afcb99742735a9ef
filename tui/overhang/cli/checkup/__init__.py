"""What `overhang doctor` looks at, one part a file."""
