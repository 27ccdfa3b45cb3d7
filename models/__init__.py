"""The models' manifests, and the exporters that set-up uses to write some of them as GGUF. No part of the program."""
