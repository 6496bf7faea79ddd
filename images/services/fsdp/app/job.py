"""One job in a process of its own: its words are the first argument, its result is JSON on standard output."""

import json
import sys

from .sharding import Job, train

if __name__ == "__main__":
    print(json.dumps(train(Job(**json.loads(sys.argv[1])))))
