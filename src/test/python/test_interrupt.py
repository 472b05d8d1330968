"""Ctrl-C and the stop button of a notebook end what Spark does and leave a session to use."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

SETUP = """
import time
import sparkdeepfm
from pyspark.ml import Pipeline
from pyspark.ml.feature import VectorAssembler
from pyspark.ml.tuning import CrossValidator, ParamGridBuilder
from pyspark.sql import functions as F
from sparkdeepfm import DeepFMClassifier, LogLossEvaluator, PermutationImportance, ProgressListener

spark = sparkdeepfm.session("local[2]")
spark.sparkContext.setLogLevel("OFF")
rows = spark.range(20000).select(F.rand(1).alias("a"), (F.rand(2) < 0.3).cast("double").alias("label"))
rows = VectorAssembler(inputCols=["a"], outputCol="features").transform(rows)
fast = DeepFMClassifier(fieldSizes=[1], hiddenUnits=[], numEpochs=1, threadsPerWorker=1)
endless = fast.copy().setNumEpochs(1_000_000)

class Ready(ProgressListener):
    def epochDone(self, metrics):
        if metrics["epoch"] == 2:
            print("READY", flush=True)

def idle():
    for _ in range(100):
        if not spark.sparkContext.statusTracker().getActiveJobsIds():
            return True
        time.sleep(0.1)
    return False
"""


@pytest.mark.parametrize("workers", [1, 2])
def test_control_c_ends_a_training_in_a_script(workers: int, tmp_path: Path) -> None:
    script = SETUP + f"""
try:
    endless.setNumWorkers({workers}).setProgressListener(Ready()).fit(rows)
except KeyboardInterrupt as stopped:
    print("STOPPED", stopped, flush=True)
print("IDLE", idle(), spark.sparkContext._jsc.getPersistentRDDs().size())
print("AFTER", rows.count(), fast.fit(rows).summary.bestEpoch())
"""
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"},
    )
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        said.append(line.strip())
        if line.startswith("READY"):
            process.send_signal(signal.SIGINT)
    process.wait()
    everything = "\n".join(said)
    assert "STOPPED Interrupted; the Spark jobs have been cancelled, and the" in everything
    assert "IDLE True 0" in said, everything
    assert "AFTER 20000 1" in said, everything


class LiveNotebook:
    """A kernel whose cells can be stopped while they run."""

    def __init__(self, client: NotebookClient) -> None:
        self._client = client
        self._count = 0

    def run(self, source: str, stop_when: Callable[[Any], bool] | None = None) -> Any:
        """Runs a cell; stopped, as by the button, once its outputs are so, or so long there."""
        cell = nbformat.v4.new_code_cell(source)
        self._client.nb.cells.append(cell)
        if stop_when is not None:
            threading.Thread(target=self._stop, args=(cell, stop_when), daemon=True).start()
        self._client.execute_cell(cell, self._count)
        self._count += 1
        return cell.outputs

    def _stop(self, cell: Any, stop_when: Callable[[Any], bool]) -> None:
        while not stop_when(cell):
            time.sleep(0.1)
        manager: Any = self._client.km
        os.kill(manager.provisioner.pid, signal.SIGINT)


def text(outputs: Any) -> str:
    return "".join(output.get("text", "") for output in outputs)


def error(outputs: Any) -> Any:
    found = [output for output in outputs if output.output_type == "error"]
    assert len(found) == 1, outputs
    return found[0]


def test_the_stop_button_ends_what_a_cell_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    client = NotebookClient(
        nbformat.v4.new_notebook(), timeout=300, kernel_name="python3", allow_errors=True
    )
    with client.setup_kernel():
        live = LiveNotebook(client)
        assert not [o for o in live.run(SETUP) if o.output_type == "error"]

        stopped = live.run(
            "endless.copy().setVerbose(True).fit(rows)",
            lambda cell: "<td>2</td>" in str(cell.outputs),  # which stays, unlike the third epoch
        )
        shown = [o for o in stopped if o.output_type == "display_data"]
        assert "<b>Training</b> interrupted" in shown[0].data["text/html"]
        assert "<td>2</td>" in shown[0].data["text/html"]
        assert error(stopped).ename == "KeyboardInterrupt"
        assert "session can be used" in error(stopped).evalue
        assert "py4j" not in "".join(error(stopped).traceback)
        assert text(live.run("print(idle(), fast.fit(rows).summary.bestEpoch())")) == "True 1\n"

        live.run("model = fast.fit(rows)")
        long = "print('READY', flush=True)\n"
        ready: Callable[[Any], bool] = lambda cell: "READY" in str(cell.outputs)  # noqa: E731
        measure = "PermutationImportance(numRepeats=1_000_000).run(model, rows)"
        assert error(live.run(long + measure, ready)).ename == "KeyboardInterrupt"
        assert text(live.run("print(idle())")) == "True\n"

        search = """
grid = ParamGridBuilder().addGrid(endless.learningRate, [0.1, 0.2]).build()
endless.setProgressListener(Ready())
CrossValidator(
    estimator=endless, estimatorParamMaps=grid, evaluator=LogLossEvaluator(), numFolds=2
).fit(rows)
"""
        assert error(live.run(search, ready)).ename == "KeyboardInterrupt"
        assert text(live.run("time.sleep(2); print(idle()); time.sleep(1); print(idle())")) == (
            "True\nTrue\n"
        )
        assert text(live.run("print(fast.fit(rows).summary.bestEpoch())")) == "1\n"
