"""What trains: compiled loops over the train step of Keras, one for each backend."""
