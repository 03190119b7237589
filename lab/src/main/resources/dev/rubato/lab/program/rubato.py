"""Lets Rubato drive a training in Python: this one file, which needs no packages, beside the program.

    import rubato

    for trial in rubato.trials():                  # one without Rubato, many in one process with it
        model = Net(seed=trial.seed)
        optimizer = trial.torch_optimizer(model)
        for step in trial.steps():
            loss = loss_of(model, step)
            trial.step(optimizer, loss)            # backward pass, update, and the loss is told
            if trial.evaluates:
                trial.report(validation_loss=..., accuracy=...)
        trial.report(test_loss=...)

The same script runs without Rubato: with --rates FILE from `rubato export --to csv`, or else with
the optimizer and the rate given to trials(). docs/protocol.md says what passes between the two.
"""

import atexit
import csv
import fnmatch
import gc
import json
import math
import os
import random
import re
import select
import signal
import sys
import threading
import time

_HELD = 0.02  # seconds for which fast lines are held back, to write many at once
_PATIENCE = 600  # seconds to wait for a rate that depends on an evaluation
_lines, _written = [], 0.0


def trials(optimizer="sgd", lr=0.01, steps=1000, validate_every=None, seed=0, fork=None, **numbers):
    """The trials that Rubato asks for, or one by these arguments where nobody asks.

    numbers are the optimizer's, such as momentum=0.9. With fork, each trial runs in a copy of the
    process as it is now, after the imports; by default where that is safe.
    """
    asked = os.environ.get("RUBATO_PROTOCOL")
    if asked == "2":
        yield from _serve(_can_fork() if fork is None else fork)
        return
    if asked == "1":
        _write('{"protocol": 2}\n')  # so that the next ones are given to one process
        names = ("rates", "steps", "seed", "validate-every", "optimizer", "strategy", "folder")
        trial = Trial({name: os.environ["RUBATO_" + name.upper().replace("-", "_")] for name in names})
    else:
        trial = _alone(optimizer, lr, steps, validate_every, seed, numbers)
    yield trial
    _flush()


class Trial:
    """One training: what decides it, the numbers of each step, and what is told of it."""

    def __init__(self, asked, rows=None):
        self.seed = int(asked["seed"])
        self.total = int(asked["steps"])  # how many updates to make
        self.every = int(asked["validate-every"])
        self.optimizer = asked["optimizer"]  # its name
        self.strategy = asked["strategy"]  # the whole of it, in the notation
        self.folder = asked.get("folder")  # for files that nobody needs afterwards
        self.row = {}  # the numbers of this step by their names in the notation
        self.ended = False  # by a loss that is not finite: steps() ends
        self._rows = rows or _rows(asked["rates"])
        self._optimizers, self._made, self._told = [], 0, "rates" in asked
        _seed(self.seed)
        self._next()

    def _next(self):
        self.row = next(self._rows)
        for numbered in self._optimizers:
            numbered.move(self.row)

    def steps(self):
        """The steps 0 ... total - 1; before each, the numbers of the row and of the optimizers move."""
        for step in range(self.total):
            if step > 0:
                self._next()
            self._made = step + 1
            yield step
            if self.ended:
                return

    @property
    def lr(self):
        """The rate of this step."""
        return self.row["lr"]

    @property
    def evaluates(self):
        """Whether the model is to be evaluated after this step."""
        return self._made % self.every == 0 or self._made == self.total

    def numbers(self, name, kinds=()):
        """The numbers of this step for a parameter of this name and these kinds, such as "@bias"."""
        return _numbers(self.row, [p for p in _patterns(self.row) if _is_in(p, name, kinds)])

    def step(self, optimizer, loss):
        """Makes an update of PyTorch's, unless optimizer is None, and tells the loss before it."""
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        value = float(loss)
        if math.isfinite(value):
            if self._told:
                _write('{"step": %d, "loss": %r}\n' % (self._made, value))
        else:
            self.report(loss=value)

    def report(self, **values):
        """Tells what was measured after this step; test_loss and the like at the end."""
        line = {name.replace("_", "-"): float(value) for name, value in values.items()}
        if not self.ended:
            _write(json.dumps({"step": self._made, **line}) + "\n")
            _flush()
        told = ("loss", "validation-loss")
        self.ended = self.ended or not all(math.isfinite(line.get(name, 0)) for name in told)

    def torch_optimizer(self, model):
        """The strategy's optimizer for a torch.nn.Module, moved by steps(); refuses what it can't do."""
        import torch

        numbered = _TorchNumbers(torch, self, model)
        self._optimizers.append(numbered)
        return numbered.optimizer


# ---- What passes between Rubato and the program ----


def _write(text):
    """Writes lines, fast ones many at once: a write a line costs more than the line."""
    global _written
    _lines.append(text)
    now = time.monotonic()
    if now - _written > _HELD:
        _written = now
        _flush()


@atexit.register
def _flush():
    if _lines:
        text = "".join(_lines)
        _lines.clear()
        sys.stdout.write(text)
    sys.stdout.flush()


def _rows(path):
    """The numbers of each step; waits for rows that depend on an evaluation. One dict, changed."""
    with open(path, newline="") as file:
        names, row, rest, line, waited = None, {}, None, "", 0.0
        while True:
            line += file.readline()
            if not line.endswith("\n"):
                if waited > _PATIENCE:
                    sys.exit("rubato: no rates came for %d seconds" % _PATIENCE)
                _flush()
                time.sleep(0.01)
                waited += 0.01
                continue
            if line.startswith("#"):
                pass
            elif names is None:
                names = next(csv.reader([line]))
                if len(set(names)) < len(names):
                    sys.exit("rubato: two groups have the same pattern: say it in one")
            else:
                cells = line.split(",", 2)
                if cells[2:] != rest:  # mostly the rate alone changes
                    rest = cells[2:]
                    row = dict(zip(names, map(float, line.split(","))))
                row["lr"] = float(cells[1])
                row["step"] = float(cells[0])
                yield row
            line, waited = "", 0.0


def _can_fork():
    """Linux forks safely while no other thread runs and no GPU is in use."""
    torch = sys.modules.get("torch")
    cuda = torch is not None and torch.cuda.is_available() and torch.cuda.is_initialized()
    return sys.platform.startswith("linux") and threading.active_count() == 1 and not cuda


def _serve(fork):
    _write(json.dumps({"protocol": 2, "forks": fork}) + "\n")
    _flush()
    while True:
        line = sys.stdin.readline() if not fork else _asked(None)
        if not line:
            os._exit(0)  # nobody asks any more; what follows the trials is not for here
        asked = json.loads(line)
        if "trial" not in asked:
            continue  # it asks to stop what has ended
        if not fork:
            yield Trial(asked)
            gc.collect()
            _end(asked["trial"], 0)
            continue
        alive, child = os.pipe()
        process = os.fork()
        if process == 0:
            os.close(alive)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            yield Trial(asked)
            _flush()
            os._exit(0)
        os.close(child)
        _end(asked["trial"], _outcome(process, alive, asked["trial"]))


def _end(trial, status):
    _lines.append(json.dumps({"end": trial, "status": status}) + "\n")
    _flush()


_unread = b""


def _asked(other):
    """The next line of Rubato's, "" at its end, or None once the other file has ended or moved."""
    global _unread
    while b"\n" not in _unread:
        ready = select.select([0] if other is None else [0, other], [], [])[0]
        if other in ready:
            return None
        more = os.read(0, 1 << 16)
        if not more:
            return ""
        _unread += more
    line, _unread = _unread.split(b"\n", 1)
    return line.decode()


def _outcome(process, alive, trial):
    """Waits for the process of a trial, and ends it if Rubato asks for that."""
    while True:
        line = _asked(alive)
        if line is None:
            break
        if line == "" or json.loads(line).get("stop") == trial:
            os.kill(process, signal.SIGTERM)
            if not select.select([alive], [], [], 1)[0]:
                os.kill(process, signal.SIGKILL)
            break
    status = os.waitpid(process, 0)[1]
    os.close(alive)
    return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def _seed(seed):
    """Makes random numbers those of the trial, in the libraries that the program has imported."""
    random.seed(seed)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(seed % 2**32)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(seed)


def _argument(name):
    words = sys.argv[1:]
    for i, word in enumerate(words):
        if word == name and i + 1 < len(words):
            return words[i + 1]
        if word.startswith(name + "="):
            return word[len(name) + 1 :]
    return None


_RATE = ("lr", "learning-rate", "rate")


def _table(path):
    """The strategy that a CSV names, and its rows; or the end, with what is wrong with it."""

    def refuse(what):
        sys.exit("rubato: --rates %s %s" % (path, what))

    try:
        with open(path, encoding="utf-8-sig") as file:
            lines = file.read().splitlines()
    except OSError as e:
        refuse("can't be read: " + str(e.strerror))
    except ValueError:
        refuse("is no text")
    said = [line.split(": ", 1)[1] for line in lines if line.startswith("# strategy: ")]
    body = list(enumerate(lines, 1))
    body = [(at, line) for at, line in body if line.strip() and not line.startswith("#")]
    names = [name.strip() for name in next(csv.reader([body[0][1]]), [])] if body else []
    rates = [i for i, name in enumerate(names) if name.lower().replace("_", "-") in _RATE]
    if len(rates) != 1:
        first = "its first line is: " + body[0][1][:80] if body else "it is empty"
        refuse("must be a CSV whose first line names one column lr, learning_rate or rate; " + first)
    names[rates[0]] = "lr"
    if len(set(names)) < len(names):
        refuse("has two columns of one name: where two groups have the same pattern, say it in one")
    rows = []
    for at, line in body[1:]:
        try:
            numbers = [float(cell) for cell in line.split(",")]
        except ValueError:
            numbers = []
        if len(numbers) != len(names) or any(map(math.isnan, numbers)):
            refuse("must have %d numbers in line %d, which is: %s" % (len(names), at, line[:80]))
        row = dict(zip(names, numbers))
        row.pop("epoch", None)  # a number of the step, not of the optimizer
        rows.append(row)
    if not rows:
        refuse("has no rows")
    return (said or [""])[0], rows


def _alone(optimizer, lr, steps, validate_every, seed, numbers):
    """A trial that nobody asked for: with --rates FILE, or one rate for all steps."""
    asked = {"optimizer": optimizer, "strategy": "", "seed": _argument("--seed") or seed}
    path = _argument("--rates") or os.environ.get("RUBATO_RATES")
    rows = None
    if path:
        asked["strategy"], table = _table(path)
        named = re.match(r"([a-z-]+)\s*(\(.*)?:", asked["strategy"])
        asked["optimizer"] = named.group(1) if named else optimizer
        steps, rows = len(table), iter(table)
    else:
        row = {"lr": lr, **{name.replace("_", "-"): value for name, value in numbers.items()}}
        rows = iter(dict(row, step=step) for step in range(steps))
    asked["steps"] = steps
    asked["validate-every"] = validate_every or max(1, steps // 30)
    return Trial(asked, rows)


# ---- Groups of parameters ----


def _patterns(row):
    return list(dict.fromkeys(column.split(":", 1)[1] for column in row if ":" in column))


def _is_in(pattern, name, kinds):
    parts = [part.strip().replace("[", "[[]") for part in pattern.split(",")]
    return any(part in kinds or fnmatch.fnmatchcase(name, part) for part in parts)


def _numbers(row, patterns):
    """The row of a parameter: factors of the rate multiply, of other numbers the last one counts."""
    own = {column: value for column, value in row.items() if ":" not in column}
    for column, value in row.items():
        number, _, pattern = column.partition(":")
        if pattern in patterns:
            own["lr" if number == "rate" else number] = own["lr"] * value if number == "rate" else value
    return own


def _kinds(module, name, parameter):
    """What Rubato calls a parameter's kind, besides its name."""
    norm, embedding = "Norm" in type(module).__name__, "Embedding" in type(module).__name__
    bias = name.endswith("bias")
    kinds = {"@norm", "@shift" if bias else "@scale"} if norm else {"@bias" if bias else "@weight"}
    if embedding:
        kinds = {"@embedding"}
    return kinds | {"@vector"} if parameter.dim() <= 1 else kinds


# ---- Optimizers of PyTorch ----

_DECAY, _BETAS = {"weight-decay": "weight_decay"}, {"beta1": "betas", "beta2": "betas", "epsilon": "eps"}
_TORCH = {  # Rubato's name: PyTorch's class, and its word for each number
    "sgd": ("SGD", {"momentum": "momentum", "dampening": "dampening", "nesterov": "nesterov", **_DECAY}),
    "adagrad": ("Adagrad", {"initial-accumulator": "initial_accumulator_value", "epsilon": "eps", **_DECAY}),
    "rmsprop": (
        "RMSprop",
        {"alpha": "alpha", "epsilon": "eps", "momentum": "momentum", "centered": "centered", **_DECAY},
    ),
    "adam": ("Adam", {**_BETAS, "amsgrad": "amsgrad", **_DECAY}),
    "adamw": ("AdamW", {**_BETAS, "amsgrad": "amsgrad", **_DECAY}),
    "nadam": ("NAdam", {**_BETAS, "momentum-decay": "momentum_decay", **_DECAY}),
    "radam": ("RAdam", {**_BETAS, **_DECAY}),
    "adamax": ("Adamax", {**_BETAS, **_DECAY}),
    "adadelta": ("Adadelta", {"rho": "rho", "epsilon": "eps", **_DECAY}),
    "rprop": (
        "Rprop",
        {"eta-minus": "etas", "eta-plus": "etas", "min-step": "step_sizes", "max-step": "step_sizes"},
    ),
}
_FLAGS = ("nesterov", "centered", "amsgrad")
_AS_IT_IS = {"rate-inside": 0, "epsilon-inside": 0, "bias-correction": 1, "grad-averaging": 0}


def _words(strategy):
    """The optimizer's arguments that are words, which are in no column: {"decay": "cautious"}."""
    depth, head = 0, ""
    for letter in strategy:
        if letter == ":" and depth == 0:
            break
        depth += {"(": 1, ")": -1}.get(letter, 0)
        head += letter if depth < 2 or letter == "(" else ""
    else:
        return {}
    found = dict(re.findall(r"([a-z-]+)=([a-z][a-z0-9-]*)(?=[,)])", head))
    return {name: word for name, word in found.items() if word not in ("true", "false", "inf")}


class _TorchNumbers:
    """An optimizer of PyTorch whose groups of parameters get their numbers of each step."""

    def __init__(self, torch, trial, model):
        self.torch, self.row = torch, trial.row
        self.native, self.words = _TORCH.get(trial.optimizer, (None, None))
        own, defaults = _OWN.get(trial.optimizer, (None, {}))
        if not self.native and not own:
            known = ", ".join(sorted([*_TORCH, *_OWN]))
            sys.exit(f"rubato.py has no {trial.optimizer} for PyTorch; it has {known}")
        self._refuse(trial, set(self.words or defaults))
        parts = self._parts(model, trial.row)
        self.patterns = list(parts)
        groups = [{"params": parameters} for parameters in parts.values()]
        if own:
            self.optimizer = _own_optimizer(torch, groups, own, defaults)
        else:
            more = {"foreach": True} if self.native == "NAdam" else {}
            if "initial-accumulator" in trial.row:
                more["initial_accumulator_value"] = trial.row["initial-accumulator"]
            first = trial.row["lr"] or 1.0  # what Rprop's steps begin with
            self.optimizer = getattr(torch.optim, self.native)(groups, lr=first, **more)
        self.move(trial.row)
        step = self.optimizer.step
        self.optimizer.step = lambda *given: (self._prepare(), step(*given))[1]

    def _refuse(self, trial, known):
        """Refuses what would be left out in silence."""
        known |= {"step", "lr", "rate", "maximize", "clip-norm", "clip-value"}
        for column, value in trial.row.items():
            number = column.split(":", 1)[0]
            if number not in known and value != _AS_IT_IS.get(number):
                sys.exit(f"rubato.py can't do {number}={value:g} of {trial.optimizer} in PyTorch")
        for name, word in _words(trial.strategy).items():
            sys.exit(f"rubato.py can't do {name}={word} of {trial.optimizer} in PyTorch")

    def _parts(self, model, row):
        """Parameters by the patterns that find them, in the order of the groups."""
        patterns, parts, matched, seen = _patterns(row), {}, set(), set()
        for prefix, module in model.named_modules():
            for last, parameter in module.named_parameters(recurse=False):
                if id(parameter) in seen or not parameter.requires_grad:
                    continue
                seen.add(id(parameter))
                name = prefix + "." + last if prefix else last
                found = tuple(p for p in patterns if _is_in(p, name, _kinds(module, last, parameter)))
                matched.update(found)
                parts.setdefault(found, []).append(parameter)
        for pattern in patterns:
            if pattern not in matched:
                names = ", ".join(name for name, _ in model.named_parameters())
                print(f'no parameter matches "{pattern}"; there are: {names}', file=sys.stderr)
        return parts

    def move(self, row):
        """Takes the numbers of a step."""
        self.row = row
        for group, patterns in zip(self.optimizer.param_groups, self.patterns):
            own = _numbers(row, patterns) if patterns else row
            group["lr"] = own["lr"]
            if not self.native:
                group.update((name.replace("-", "_"), own[name]) for name in group["named"] if name in own)
                continue
            pairs = {}
            for name, word in self.words.items():
                if name in own and word in ("betas", "etas", "step_sizes"):
                    pairs.setdefault(word, []).append(own[name])
                elif name in own:
                    group[word] = bool(own[name]) if name in _FLAGS else own[name]
            group.update((word, tuple(pair)) for word, pair in pairs.items() if len(pair) == 2)

    def _prepare(self):
        """What is done with gradients before an update."""
        if not any(self.row.get(name) for name in ("maximize", "clip-norm", "clip-value")):
            return
        all_of = [p for group in self.optimizer.param_groups for p in group["params"]]
        gradients = [p.grad for p in all_of if p.grad is not None]
        if self.row.get("maximize"):
            for gradient in gradients:
                gradient.neg_()
        most = self.row.get("clip-norm")
        norm = math.sqrt(sum(float((g.double() ** 2).sum()) for g in gradients)) if most else 0
        for gradient in gradients:
            if most and norm > most:
                gradient.mul_(most / norm)
            if "clip-value" in self.row:
                gradient.clamp_(-self.row["clip-value"], self.row["clip-value"])


def _own_optimizer(torch, groups, update, defaults):
    """An optimizer from a function of one parameter, its gradient, its memory and its numbers."""

    class Own(torch.optim.Optimizer):
        @torch.no_grad()
        def step(self, closure=None):
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        memory = self.state[p]
                        memory["t"] = memory.get("t", 0) + 1
                        update(p, p.grad, memory, _Numbers(group))

    numbers = {name.replace("-", "_"): value for name, value in defaults.items()}
    return Own(groups, {"lr": 1.0, "named": list(defaults), **numbers})


class _Numbers:
    """A group's numbers as names: n.beta1."""

    def __init__(self, group):
        self.__dict__.update(group)


def _mean(memory, name, value, keep):
    """A running mean, and the same without the bias of its start."""
    if name not in memory:
        memory[name], memory[name + " kept"] = value * 0, 1.0
    memory[name].mul_(keep).add_(value, alpha=1 - keep)
    memory[name + " kept"] *= keep
    return memory[name], memory[name] / (1 - memory[name + " kept"])


def _shrink(p, n):
    p.mul_(1 - n.lr * n.weight_decay)


def _lion(p, g, memory, n):  # Chen 2023, arXiv:2302.06675
    sign = (memory.get("m", g * 0) * n.beta1 + g * (1 - n.beta1)).sign()
    _mean(memory, "m", g, n.beta2)
    _shrink(p, n)
    p.sub_(sign * n.lr)


def _signum(p, g, memory, n):  # Bernstein 2018, arXiv:1802.04434
    mean, _ = _mean(memory, "m", g, n.momentum)
    _shrink(p, n)
    p.sub_(mean.sign() * n.lr)


def _adabelief(p, g, memory, n):  # Zhuang 2020, arXiv:2010.07468
    mean, corrected = _mean(memory, "m", g, n.beta1)
    _mean(memory, "s", (g - mean) ** 2, n.beta2)
    memory["s"].add_(n.epsilon)
    square = memory["s"] / (1 - memory["s kept"])
    _shrink(p, n)
    p.sub_(corrected / (square.sqrt() + n.epsilon) * n.lr)


def _laprop(p, g, memory, n):  # Ziyin 2020, arXiv:2002.04839
    _, square = _mean(memory, "v", g * g, n.beta2)
    _, mean = _mean(memory, "m", g / (square.sqrt() + n.epsilon), n.beta1)
    _shrink(p, n)
    p.sub_(mean * n.lr)


def _yogi(p, g, memory, n):  # Zaheer 2018
    _, mean = _mean(memory, "m", g, n.beta1)
    square = memory.setdefault("v", g * 0 + n.initial_accumulator)
    square.sub_((square - g * g).sign() * g * g * (1 - n.beta2))
    memory["kept"] = memory.get("kept", 1.0) * n.beta2
    _shrink(p, n)
    p.sub_(mean / ((square / (1 - memory["kept"])).sqrt() + n.epsilon) * n.lr)


def _nadamw(p, g, memory, n):  # Dozat 2016, in Optax' form
    mean, corrected = _mean(memory, "m", g, n.beta1)
    _, square = _mean(memory, "v", g * g, n.beta2)
    kept = memory["m kept"]
    ahead = mean * n.beta1 / (1 - kept * n.beta1) + g * (1 - n.beta1) / (1 - kept)
    _shrink(p, n)
    p.sub_(ahead / (square.sqrt() + n.epsilon) * n.lr)


def _mars(p, g, memory, n):  # Yuan 2024, arXiv:2411.10438
    change = g - memory.get("g", g)
    memory["g"] = g.clone()
    c = g + change * (n.gamma * n.beta1 / (1 - n.beta1))
    norm = float(c.norm())
    c = c / norm if norm > 1 else c
    _, mean = _mean(memory, "m", c, n.beta1)
    _, square = _mean(memory, "v", c * c, n.beta2)
    _shrink(p, n)
    p.sub_(mean / (square.sqrt() + n.epsilon) * n.lr)


def _adan(p, g, memory, n):  # Xie 2022, arXiv:2208.06677
    change = g - memory.get("g", g)
    memory["g"] = g.clone()
    _, mean = _mean(memory, "m", g, n.beta1)
    _, changes = _mean(memory, "v", change, n.beta2)
    _, square = _mean(memory, "n", (g + change * n.beta2) ** 2, n.beta3)
    p.sub_((mean + changes * n.beta2) / (square.sqrt() + n.epsilon) * n.lr)
    p.div_(1 + n.lr * n.weight_decay)


def _ademamix(p, g, memory, n):  # Pagliardini 2024, arXiv:2409.03137
    _, fast = _mean(memory, "m1", g, n.beta1)
    slow, _ = _mean(memory, "m2", g, n.beta3)
    _, square = _mean(memory, "v", g * g, n.beta2)
    _shrink(p, n)
    p.sub_((fast + slow * n.alpha) / (square.sqrt() + n.epsilon) * n.lr)


def _adopt(p, g, memory, n):  # Taniguchi 2024, arXiv:2411.02853
    g = g + p * n.weight_decay
    if memory["t"] > 1:
        most = (memory["t"] - 1) ** 0.25
        normed = (g / memory["v"].sqrt().clamp(min=n.epsilon)).clamp(-most, most)
        p.sub_(_mean(memory, "m", normed, n.beta1)[0] * n.lr)
        memory["v"].mul_(n.beta2).add_(g * g, alpha=1 - n.beta2)
    else:
        memory["v"] = g * g


def _lamb(p, g, memory, n):  # You 2020, arXiv:1904.00962
    _, mean = _mean(memory, "m", g, n.beta1)
    _, square = _mean(memory, "v", g * g, n.beta2)
    update = mean / (square.sqrt() + n.epsilon) + p * n.weight_decay
    sizes = float(p.norm()), float(update.norm())
    p.sub_(update * (n.lr * (sizes[0] / sizes[1] if all(sizes) else 1)))


def _lars(p, g, memory, n):  # You 2017, arXiv:1708.03888
    sizes = float(p.norm()), float(g.norm())
    local = n.trust * sizes[0] / (sizes[1] + n.weight_decay * sizes[0] + n.epsilon) if all(sizes) else 1
    buffer = memory.setdefault("b", g * 0)
    buffer.mul_(n.momentum).add_(g + p * n.weight_decay, alpha=local)
    p.sub_(buffer * n.lr)


def _novograd(p, g, memory, n):  # Ginsburg 2019, arXiv:1905.11286
    square = float((g * g).sum())
    memory["v"] = n.beta2 * memory["v"] + (1 - n.beta2) * square if memory["t"] > 1 else square
    buffer = memory.setdefault("m", g * 0)
    buffer.mul_(n.beta1).add_(g / (math.sqrt(memory["v"]) + n.epsilon) + p * n.weight_decay)
    p.sub_(buffer * n.lr)


_ADAM = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight-decay": 0}
_OWN = {  # a few lines each, with the defaults of the notation
    "lion": (_lion, {"beta1": 0.9, "beta2": 0.99, "weight-decay": 0}),
    "signum": (_signum, {"momentum": 0.9, "weight-decay": 0}),
    "adabelief": (_adabelief, {**_ADAM, "epsilon": 1e-16}),
    "laprop": (_laprop, {**_ADAM, "epsilon": 1e-15}),
    "yogi": (_yogi, {**_ADAM, "epsilon": 1e-3, "initial-accumulator": 1e-6}),
    "nadamw": (_nadamw, {**_ADAM, "weight-decay": 0.01}),
    "mars": (_mars, {**_ADAM, "beta1": 0.95, "beta2": 0.99, "gamma": 0.025}),
    "adan": (_adan, {**_ADAM, "beta1": 0.98, "beta2": 0.92, "beta3": 0.99}),
    "ademamix": (_ademamix, {**_ADAM, "beta3": 0.9999, "alpha": 5}),
    "adopt": (_adopt, {**_ADAM, "beta2": 0.9999, "epsilon": 1e-6}),
    "lamb": (_lamb, {**_ADAM, "epsilon": 1e-6}),
    "lars": (_lars, {"momentum": 0.9, "trust": 1e-3, "epsilon": 1e-8, "weight-decay": 0}),
    "novograd": (_novograd, {**_ADAM, "beta1": 0.95, "beta2": 0.98}),
}
