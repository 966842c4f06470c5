from filterlab.probes.tables import table_csv


def test_a_table_has_its_names_on_top_and_nothing_where_there_is_none():
    assert table_csv(("a", "b"), [(1, None), ("x, y", 0.5)]) == 'a,b\n1,\n"x, y",0.5\n'
