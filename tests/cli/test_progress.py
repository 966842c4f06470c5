"""The progress of a training run where stderr is no terminal."""

from filterlab.cli.progress import TrainingProgress
from filterlab.nets import EpochEnd, Started, Step, TrainConfig, zoo


def test_a_long_epoch_gives_a_sign_of_life_every_ten_seconds(capsys):
    start = Started(
        net=zoo["tiny"],
        config=TrainConfig(1),
        train_size=640,
        test_size=1,
        steps_per_epoch=10,
        total_steps=10,
    )
    end = EpochEnd(
        epoch=1, step=10, train_loss=1, train_accuracy=0.5, test_loss=2.6e12, test_accuracy=0.5, seconds=41
    )
    with TrainingProgress() as progress:
        progress.show(start)
        for step in range(1, 11):
            progress.show(
                Step(step=step, epoch=1, loss=0.25, accuracy=0.9, learning_rate=0.1, seconds=step * 4.0)
            )
        progress.show(end)
    first, *signs, last = capsys.readouterr().err.splitlines()
    assert first.endswith("640 pictures, 10 steps; kept back for testing: 1 picture.")
    assert [sign.partition(":")[0] for sign in signs] == [
        f"Epoch 1 of 1, step {step} of 10" for step in (3, 6, 9)
    ]
    assert "loss 2.6e+12; 41.0 s." in last
