"""What is offered, to whom, for how long: terms as versioned data, approved by two persons."""
