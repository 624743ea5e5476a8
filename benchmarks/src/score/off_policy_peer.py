# What PyPI's obp says of a log. Usage: python off_policy_peer.py FILE ROUNDS ACTIONS SWITCH_LIMIT SHRINKAGE; the file holds float64 columns one after the
# other: action, reward, propensity, new policy (ROUNDS x ACTIONS), guessed reward (ROUNDS x ACTIONS). Prints {estimator: value}.
# obp's package heads load torch, seaborn and matplotlib for other parts of it; here only its estimators are loaded, with an empty stand-in
# for torch, of which they use the name of one class.
import importlib.util, json, pathlib, sys, types

stand_in = types.ModuleType("torch")
stand_in.Tensor = type("Tensor", (), {})
sys.modules["torch"] = stand_in
home = pathlib.Path(importlib.util.find_spec("obp").origin).parent
for name, folder in (("obp", home), ("obp.ope", home / "ope")):
    package = types.ModuleType(name)
    package.__path__ = [str(folder)]
    sys.modules[name] = package

import numpy as np
from obp.ope import estimators as obp

rounds, actions = int(sys.argv[2]), int(sys.argv[3])
columns = np.fromfile(sys.argv[1], dtype="<f8")
assert len(columns) == rounds * (3 + 2 * actions), "a file of another length"
ends = np.cumsum([rounds, rounds, rounds, rounds * actions])
action, reward, propensity, target, guess = np.split(columns, ends)
log = {
    "action": action.astype(int),
    "reward": reward,
    "pscore": propensity,
    "action_dist": target.reshape(rounds, actions, 1),
    "estimated_rewards_by_reg_model": guess.reshape(rounds, actions, 1),
    "position": np.zeros(rounds, dtype=int),
}
peers = {
    "ips": obp.InverseProbabilityWeighting(),
    "snips": obp.SelfNormalizedInverseProbabilityWeighting(),
    "direct": obp.DirectMethod(),
    "dr": obp.DoublyRobust(),
    "sndr": obp.SelfNormalizedDoublyRobust(),
    "switch-dr": obp.SwitchDoublyRobust(tau=float(sys.argv[4])),
    "dr-os": obp.DoublyRobustWithShrinkage(lambda_=float(sys.argv[5])),
}
print(json.dumps({name: float(peer.estimate_policy_value(**log)) for name, peer in peers.items()}))
