"""Small stand-ins for Keras 3, Optax and JAX: their documented signatures and their published formulas, in numpy.

Keras 3 (Chollet et al. 2015, keras.src.optimizers): SGD, Adam, AdamW, Lion. Optax (Babuschkin et al. 2020, alias and
transforms): sgd, adam, adamw, nadamw, lion, chain, clipping, decayed weights with a mask, inject_hyperparams, masked,
multi_transform, set_to_zero. All in double precision; an argument that the library lacks is an error here too.
"""

import sys
import types

import numpy as np

np.seterr(all="ignore")  # of the values that where() does not choose


def module(name, **names):
    made = types.ModuleType(name)
    made.__dict__.update(names)
    sys.modules[name] = made
    return made


# ---- JAX ----

numpy = module("jax.numpy", **{n: getattr(np, n) for n in "where minimum maximum sin exp log1p sqrt tanh floor pi ndim".split()})


class DictKey:
    def __init__(self, key):
        self.key = key


def tree_map_with_path(f, tree, path=()):
    if isinstance(tree, dict):
        return {k: tree_map_with_path(f, v, path + (DictKey(k),)) for k, v in tree.items()}
    return f(path, tree)


def tree_map(f, tree):
    return tree_map_with_path(lambda path, leaf: f(leaf), tree)


tree_util = module("jax.tree_util", tree_map_with_path=tree_map_with_path, tree_map=tree_map)
module("jax", numpy=numpy, tree_util=tree_util)


def flat(tree, prefix=""):
    if isinstance(tree, dict):
        return {k: v for name in tree for k, v in flat(tree[name], prefix + name + ".").items()}
    return {prefix[:-1]: tree}


# ---- Optax: a transformation is a function of gradients, parameters and the count ----


def at(value, count):
    return value(count) if callable(value) else value


class Moments:
    def __init__(self):
        self.memory = {}

    def get(self, name, like):
        return self.memory.setdefault(name, np.zeros_like(like))


def chain(*parts):
    def update(g, p, count):
        for part in parts:
            g = part(g, p, count)
        return g

    return update


def clip_by_global_norm(max_norm):
    def update(g, p, count):
        norm = np.sqrt(sum(np.sum(each**2) for each in g.values()))
        return g if norm < max_norm else {k: v / norm * max_norm for k, v in g.items()}

    return update


def clip(max_delta):
    return lambda g, p, count: {k: np.clip(v, -max_delta, max_delta) for k, v in g.items()}


def add_decayed_weights(weight_decay=0.0, mask=None):
    def update(g, p, count):
        chosen = {k: True for k in g} if mask is None else flat(mask(nested(p)))
        return {k: v + (at(weight_decay, count) * p[k] if chosen[k] else 0) for k, v in g.items()}

    return update


def set_to_zero():
    return lambda g, p, count: {k: np.zeros_like(v) for k, v in g.items()}


def some(names, tree):
    return {k: v for k, v in tree.items() if k in names}


def masked(inner, mask):
    def update(g, p, count):
        names = [k for k, chosen in flat(mask).items() if chosen]
        return {**g, **inner(some(names, g), some(names, p), count)}

    return update


def multi_transform(transforms, param_labels):
    def update(g, p, count):
        made = {}
        for label, inner in transforms.items():
            names = [k for k, own in flat(param_labels).items() if own == label]
            made.update(inner(some(names, g), some(names, p), count))
        return {k: made[k] for k in g}

    return update


def nested(p):
    made = {}
    for name, value in p.items():
        *layer, last = name.split(".")
        (made.setdefault(layer[0], {}) if layer else made)[last] = value
    return made


def scale_by_learning_rate(learning_rate):
    return lambda g, p, count: {k: -at(learning_rate, count) * v for k, v in g.items()}


def trace(decay, nesterov):
    moments = Moments()

    def update(g, p, count):
        made = {}
        for k, v in g.items():
            moments.memory[k] = v + at(decay, count) * moments.get(k, v)
            made[k] = v + at(decay, count) * moments.memory[k] if nesterov else moments.memory[k]
        return made

    return update


def scale_by_adam(b1, b2, eps, eps_root, nesterov):
    first, second = Moments(), Moments()

    def update(g, p, count):
        made, n = {}, count + 1
        for k, v in g.items():
            one, two = at(b1, count), at(b2, count)
            m = first.memory[k] = one * first.get(k, v) + (1 - one) * v
            n2 = second.memory[k] = two * second.get(k, v) + (1 - two) * v**2
            hat = m / (1 - one**n)
            if nesterov:
                hat = one * m / (1 - one ** (n + 1)) + (1 - one) * v / (1 - one**n)
            made[k] = hat / (np.sqrt(n2 / (1 - two**n) + eps_root) + at(eps, count))
        return made

    return update


def sgd(learning_rate, momentum=None, nesterov=False, accumulator_dtype=None):
    first = trace(momentum, nesterov) if momentum is not None else chain()
    return chain(first, scale_by_learning_rate(learning_rate))


def adam(learning_rate, b1=0.9, b2=0.999, eps=1e-8, eps_root=0.0, mu_dtype=None, *, nesterov=False):
    return chain(scale_by_adam(b1, b2, eps, eps_root, nesterov), scale_by_learning_rate(learning_rate))


def adamw(learning_rate, b1=0.9, b2=0.999, eps=1e-8, eps_root=0.0, mu_dtype=None, weight_decay=1e-4, mask=None, *, nesterov=False):
    return chain(
        scale_by_adam(b1, b2, eps, eps_root, nesterov),
        add_decayed_weights(weight_decay, mask),
        scale_by_learning_rate(learning_rate),
    )


def nadamw(learning_rate, b1=0.9, b2=0.999, eps=1e-8, eps_root=0.0, mu_dtype=None, weight_decay=1e-4, mask=None):
    return adamw(learning_rate, b1, b2, eps, eps_root, mu_dtype, weight_decay, mask, nesterov=True)


def scale_by_lion(b1, b2):
    moments = Moments()

    def update(g, p, count):
        made = {}
        for k, v in g.items():
            m = moments.get(k, v)
            made[k] = np.sign((1 - at(b1, count)) * v + at(b1, count) * m)
            moments.memory[k] = (1 - at(b2, count)) * v + at(b2, count) * m
        return made

    return update


def lion(learning_rate, b1=0.9, b2=0.99, mu_dtype=None, weight_decay=1e-3, mask=None):
    return chain(scale_by_lion(b1, b2), add_decayed_weights(weight_decay, mask), scale_by_learning_rate(learning_rate))


def inject_hyperparams(factory):
    return factory


module(
    "optax",
    **{
        f.__name__: f
        for f in (
            chain, clip_by_global_norm, clip, add_decayed_weights, sgd, adam, adamw, nadamw, lion, inject_hyperparams,
            masked, multi_transform, set_to_zero,
        )
    },
)


# ---- Keras ----


class Variable:
    def __init__(self, path, value):
        self.path, self.value, self.shape = path, value, np.shape(value)


class Optimizer:
    def __init__(self, learning_rate, weight_decay=None, clipnorm=None, clipvalue=None, global_clipnorm=None, name="x"):
        assert sum(each is not None for each in (clipnorm, clipvalue, global_clipnorm)) <= 1
        self.lr, self.decay, self.value, self.norm = learning_rate, weight_decay, clipvalue, global_clipnorm
        self.excluded, self.first, self.second = [], Moments(), Moments()

    def exclude_from_weight_decay(self, var_list=None, var_names=None):
        self.excluded = [v.path for v in var_list]

    def __call__(self, g, p, count):
        if self.norm is not None:
            norm = np.sqrt(sum(np.sum(each**2) for each in g.values()))
            g = {k: v * self.norm / max(norm, self.norm) for k, v in g.items()}
        if self.value is not None:
            g = {k: np.clip(v, -self.value, self.value) for k, v in g.items()}
        lr, made = at(self.lr, count), {}
        for k, v in g.items():
            decays = self.decay is not None and k.replace(".", "/") not in self.excluded
            kept = p[k] * (1 - lr * self.decay) if decays else p[k]
            made[k] = kept + self.step(k, v, lr, count + 1) - p[k]
        return made


class SGD(Optimizer):
    def __init__(self, learning_rate=0.01, momentum=0.0, nesterov=False, **more):
        super().__init__(learning_rate, **more)
        self.momentum, self.nesterov = momentum, nesterov

    def step(self, k, g, lr, n):
        if self.momentum == 0:
            return -lr * g
        m = self.first.memory[k] = self.momentum * self.first.get(k, g) - lr * g
        return self.momentum * m - lr * g if self.nesterov else m


class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7, amsgrad=False, **more):
        super().__init__(learning_rate, **more)
        self.b1, self.b2, self.epsilon, self.amsgrad = beta_1, beta_2, epsilon, amsgrad
        self.largest = Moments()

    def step(self, k, g, lr, n):
        alpha = lr * np.sqrt(1 - self.b2**n) / (1 - self.b1**n)
        m = self.first.memory[k] = self.first.get(k, g) + (g - self.first.get(k, g)) * (1 - self.b1)
        v = self.second.memory[k] = self.second.get(k, g) + (g**2 - self.second.get(k, g)) * (1 - self.b2)
        if self.amsgrad:
            v = self.largest.memory[k] = np.maximum(self.largest.get(k, g), v)
        return -m * alpha / (np.sqrt(v) + self.epsilon)


class AdamW(Adam):
    def __init__(self, learning_rate=0.001, weight_decay=0.004, **more):
        super().__init__(learning_rate, weight_decay=weight_decay, **more)


class Lion(Optimizer):
    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.99, **more):
        super().__init__(learning_rate, **more)
        self.b1, self.b2 = beta_1, beta_2

    def step(self, k, g, lr, n):
        m = self.first.get(k, g)
        self.first.memory[k] = m * self.b2 + g * (1 - self.b2)
        return -lr * np.sign(m * self.b1 + g * (1 - self.b1))


ops = types.SimpleNamespace(**{n: getattr(np, n) for n in "where minimum maximum sin exp log1p sqrt tanh floor".split()})
ops.cast = lambda t, kind: np.float64(t)
schedules = types.SimpleNamespace(LearningRateSchedule=object)
saving = types.SimpleNamespace(register_keras_serializable=lambda package: lambda kind: kind)
module(
    "keras",
    ops=ops,
    saving=saving,
    optimizers=types.SimpleNamespace(SGD=SGD, Adam=Adam, AdamW=AdamW, Lion=Lion, schedules=schedules),
)
sys.modules["keras.ops"] = ops


# ---- Hugging Face Transformers: what the Trainer is given ----


class TrainingArguments:
    def __init__(self, output_dir, max_steps=-1, max_grad_norm=1.0):
        self.max_steps, self.max_grad_norm = max_steps, max_grad_norm


class TrainerCallback:
    pass


class Trainer:
    def __init__(self, model, args, train_dataset=None, optimizers=(None, None), callbacks=None):
        self.args, self.optimizers, self.callbacks = args, optimizers, callbacks or []


module("transformers", TrainingArguments=TrainingArguments, TrainerCallback=TrainerCallback, Trainer=Trainer)


# ---- A training that is the same in both languages ----


def train(names, steps, more=()):
    """The parameters after some steps of what was exported; more are names of others, all zero."""
    p = {"dense.kernel": np.array([[1.0, -2.0], [0.5, 3.0]]), "dense.bias": np.array([0.25, -1.0])}
    p |= {n: np.zeros((2, 2)) for n in more}
    if "optax" in names and names["make_optimizer"].__code__.co_argcount:
        optimizer = names["make_optimizer"](nested(p))
    elif "keras" in names and names["make_optimizer"].__code__.co_argcount:
        model = types.SimpleNamespace(trainable_variables=[Variable(k.replace(".", "/"), v) for k, v in p.items()])
        optimizer = names["make_optimizer"](model)
    else:
        optimizer = names["make_optimizer"]()
    for t in range(steps):
        g = {k: 0.3 * v + np.cos(t + np.arange(v.size)).reshape(v.shape) for k, v in p.items()}
        updates = optimizer(g, p, t)
        p = {k: v + updates[k] for k, v in p.items()}
    return [float(x) for v in p.values() for x in v.ravel()]
