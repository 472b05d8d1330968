"""What a client of Spark Connect does with a pipeline; run by test_connect.py in a Python of its own,
because a process is a client for good. Prints one line of JSON.

    python connect_client.py JAR FOLDER
"""

import json
import random
import sys
from collections.abc import Callable
from typing import Any

from pyspark.ml import Pipeline, PipelineModel
from pyspark.ml.tuning import CrossValidator, ParamGridBuilder
from pyspark.sql import SparkSession

import sparkdeepfm
from sparkdeepfm import (
    DeepFMClassifier,
    DeepFMRegressor,
    FieldAssembler,
    FieldHasher,
    GroupAucEvaluator,
    LogLossEvaluator,
    LogMinMaxScaler,
    PermutationImportance,
    ProbabilityEvaluator,
    SavedModel,
    VocabularyIndexer,
)

jar, folder = sys.argv[1:]
remote: Any = SparkSession.builder
spark: Any = remote.remote("local[2]").config("spark.jars", jar).getOrCreate()
told: dict[str, Any] = {"client": type(spark).__module__}
told["session"] = type(sparkdeepfm.session()).__module__


def refused(call: Callable[[], Any]) -> str:
    try:
        return f"no refusal, but {call()}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"


chance = random.Random(7)
rows = []
for number in range(400):
    site, price = chance.choice("abcd"), chance.random() * 10
    rate = 0.8 if site in "ab" and price > 3 else 0.15
    rows.append((number, site, price, float(chance.random() < rate), number % 10 == 0, number % 7))
names = ["number", "site", "price", "label", "validation", "user"]
clicks = spark.createDataFrame(rows, names).repartition(1)
told["clicks"] = [rows, names]
small = {"embeddingDim": 4, "hiddenUnits": [8], "numEpochs": 2, "batchSize": 64, "seed": 3}
classifier = DeepFMClassifier(**small, validationIndicatorCol="validation")
pipeline = Pipeline(
    stages=[
        VocabularyIndexer(inputCols=["site"], outputCols=["site_index"]),
        FieldHasher(inputCols=["user"], outputCols=["user_bucket"], numBuckets=16),
        LogMinMaxScaler(inputCols=["price"], outputCols=["price_scaled"]),
        FieldAssembler(inputCols=["site_index", "user_bucket", "price_scaled"]),
        classifier,
    ]
)
model = pipeline.fit(clicks)
scored = model.transform(clicks)
told["probabilities"] = [
    row.probability[1] for row in scored.select("probability").orderBy("number").collect()
]
told["logLoss"] = LogLossEvaluator().evaluate(scored)
told["groupAuc"] = GroupAucEvaluator(groupCol="user").evaluate(scored)
model.write().overwrite().save(f"{folder}/model")
again = PipelineModel.load(f"{folder}/model").transform(clicks)
told["loaded"] = [
    row.probability[1] for row in again.select("probability").orderBy("number").collect()
]
classifier.save(f"{folder}/classifier")
told["hiddenUnits"] = DeepFMClassifier.load(f"{folder}/classifier").getHiddenUnits()

saved = SavedModel(f"{folder}/model")
told["fields"] = saved.fields()
told["epochs"] = len(saved.history())
told["examples"] = saved.training()["examples"]
told["embeddings"] = saved.embeddings().count()
told["weights"] = saved.firstOrderWeights().count()
told["similar"] = [row.token for row in saved.similar("site", "a", 2).collect()]
told["report"] = saved.report().page[:15]

search = CrossValidator(
    estimator=pipeline,
    estimatorParamMaps=ParamGridBuilder().addGrid(classifier.learningRate, [1e-6, 0.05]).build(),
    evaluator=ProbabilityEvaluator(metricName="areaUnderROC"),
    numFolds=2,
)
best = search.fit(clicks).bestModel
told["best"] = best.stages[-1].getOrDefault("learningRate")

encoded = model.stages[-2].transform(
    model.stages[2].transform(model.stages[1].transform(model.stages[0].transform(clicks)))
).select("features", "label")
regressor = DeepFMRegressor(numEpochs=1, hiddenUnits=[4]).fit(encoded)
told["regressions"] = regressor.transform(encoded).count()
last = model.stages[-1]
told["predict"] = last.predict(encoded.head().features) in (0.0, 1.0)
told["numFeatures"] = last.numFeatures

told["refused"] = {
    "rate": refused(lambda: DeepFMClassifier(learningRate=-1.0).fit(encoded)),
    "column": refused(lambda: DeepFMClassifier(featuresCol="none").fit(encoded)),
    "path": refused(lambda: DeepFMClassifier.load(f"{folder}/nothing")),
    "taken": refused(lambda: last.save(f"{folder}/model")),
    "no layers": refused(lambda: DeepFMClassifier(hiddenUnits=[])),
    "summary": refused(lambda: last.summary),
    "evaluate": refused(lambda: last.evaluate(clicks)),
    "insight": refused(lambda: last.insight(model)),
    "tokens": refused(lambda: model.stages[0].tokens("site")),
    "importance": refused(PermutationImportance),
    "initialModel": refused(lambda: DeepFMClassifier().setInitialModel(last)),
    "shared": refused(lambda: FieldHasher(inputCols=["site"]).setSharedVocabulary("v", "site")),
    "token": refused(lambda: saved.similar("site", "zz", 2)),
    "pipeline": refused(lambda: SavedModel(f"{folder}/nothing").fields()),
}
print(json.dumps(told))
spark.stop()  # else PySpark waits for a server that is gone when it forgets the models
