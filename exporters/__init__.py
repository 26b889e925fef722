"""What leaves the program: plan, Keras model, Python source. No Qt; Keras only inside functions."""
