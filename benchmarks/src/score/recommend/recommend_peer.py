# What the peers make of the same data. Usage:
#   values FOLDER FOLDS ALGORITHM      prints the RMSE of each fold; FOLDER has known.N and asked.N, lines of person, item, value
#   order FOLDER KIND CONFIGS MOST     writes lists.N, the first MOST items for each asked person by configuration N; FOLDER has heard (person, item, value),
#                                      had (the same, of all that must not be put forward), asked (a person a line) and shape
import json, os, sys
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
import numpy as np

def values(folder, folds, algorithm):
    from surprise import Dataset, KNNBaseline, Reader, SVD, SVDpp, accuracy
    read = Reader(line_format="user item rating", sep="\t")
    make = {
        "SVD": lambda: SVD(random_state=0),
        "SVDpp": lambda: SVDpp(random_state=0),
        "KNNBaseline user": lambda: KNNBaseline(verbose=False, sim_options={"name": "pearson_baseline", "user_based": True}),
        "KNNBaseline item": lambda: KNNBaseline(verbose=False, sim_options={"name": "pearson_baseline", "user_based": False}),
    }[algorithm]
    errors = []
    for fold in range(int(folds)):
        known = Dataset.load_from_file(f"{folder}/known.{fold}", read).build_full_trainset()
        asked = [(u, i, float(v)) for u, i, v in (line.split("\t") for line in open(f"{folder}/asked.{fold}"))]
        errors.append(accuracy.rmse(make().fit(known).test(asked), verbose=False))
    print(json.dumps(errors))

def order(folder, kind, configs, most):
    from scipy.sparse import csr_matrix
    from implicit.als import AlternatingLeastSquares
    from implicit.bpr import BayesianPersonalizedRanking
    from implicit.nearest_neighbours import BM25Recommender, CosineRecommender, TFIDFRecommender
    shape, most = tuple(map(int, open(f"{folder}/shape").read().split())), int(most)
    def read(name):
        cells = np.loadtxt(f"{folder}/{name}", ndmin=2)
        return csr_matrix((cells[:, 2].astype(np.float32), (cells[:, 0].astype(int), cells[:, 1].astype(int))), shape=shape)
    heard, had, asked = read("heard"), read("had"), np.loadtxt(f"{folder}/asked", dtype=int, ndmin=1)
    for number, config in enumerate(json.loads(configs)):
        if kind == "itemknn":
            config = dict(config)
            model = {"cosine": CosineRecommender, "tfidf": TFIDFRecommender, "bm25": BM25Recommender}[config.pop("by")](**config, num_threads=1)
        else:
            model = {"als": AlternatingLeastSquares, "bpr": BayesianPersonalizedRanking}[kind](**config, random_state=0, num_threads=1)
        model.fit(heard, show_progress=False)
        popular = np.asarray((heard != 0).sum(0), dtype=float).ravel()
        nothing = np.diff(heard.indptr) == 0
        lists = np.empty((len(asked), most), dtype="<u4")
        for begin in range(0, len(asked), 500):
            people = asked[begin:begin + 500]
            if kind == "itemknn":
                scores = (heard[people] @ model.similarity).toarray()
            else:
                scores = model.user_factors[people] @ model.item_factors.T
            # Of whom nothing is known, both sides answer what most people have.
            scores[nothing[people]] = popular
            scores[had[people].nonzero()] = -np.inf
            some = np.argpartition(-scores, most - 1, axis=1)[:, :most]
            rank = np.argsort(-np.take_along_axis(scores, some, 1), axis=1, kind="stable")
            lists[begin:begin + 500] = np.take_along_axis(some, rank, 1)
        lists.tofile(f"{folder}/lists.{number}")

{"values": values, "order": order}[sys.argv[1]](*sys.argv[2:])
