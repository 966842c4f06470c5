from filterlab.gui.widgets.passing_note import PassingNote


def test_a_note_goes_by_itself_and_leaves_no_room_taken(qtbot) -> None:
    note = PassingNote()
    qtbot.addWidget(note)
    note._timer.setInterval(1)
    note.say("Picture mouse.png opened")
    assert note.isVisible()
    assert note.text() == "Picture mouse.png opened"
    qtbot.waitUntil(lambda: not note.isVisible())
    assert note.text() == ""


def test_another_note_takes_the_place_of_the_one_before(qtbot) -> None:
    note = PassingNote()
    qtbot.addWidget(note)
    note.say("one")
    note.say("two")
    assert note.text() == "two"
    note.clear()
    assert not note.isVisible()
