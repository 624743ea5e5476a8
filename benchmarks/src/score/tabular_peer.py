# Writes tabular_peer.json: for each of scikit-learn's small sets the fold of each row (stratified, ten, shuffled, seed 0) and what
# scikit-learn's own models reach on these folds. Usage: python tabular_peer.py DATA > tabular_peer.json
import csv, gzip, json, sys
import numpy as np
import sklearn
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

def read(name, file, skip):
    with (gzip.open if file.endswith("gz") else open)(f"{sys.argv[1]}/sklearn-tabular/{file}", "rt") as lines:
        rows = np.array([[float(x) for x in row] for row in list(csv.reader(lines))[skip:]])
    return name, rows[:, :-1], rows[:, -1].astype(int)

sets = [read("iris", "iris.csv", 1), read("wine", "wine_data.csv", 1), read("breast cancer", "breast_cancer.csv", 1), read("digits", "digits.csv.gz", 0)]
models = {
    "tree": lambda: DecisionTreeClassifier(random_state=0),
    "forest": lambda: RandomForestClassifier(100, random_state=0),
    "svm": lambda: make_pipeline(StandardScaler(), SVC()),
}
out = {}
for name, x, y in sets:
    fold = np.zeros(len(y), int)
    right = {model: 0 for model in models}
    for number, (train, test) in enumerate(StratifiedKFold(10, shuffle=True, random_state=0).split(x, y)):
        fold[test] = number
        for model, make in models.items():
            right[model] += int((make().fit(x[train], y[train]).predict(x[test]) == y[test]).sum())
    out[name] = {"folds": "".join(map(str, fold)), **{model: count / len(y) for model, count in right.items()}}
print(json.dumps({"made_by": f"scikit-learn {sklearn.__version__}", "sets": out}, indent=1))
