//! `tributary import`.

use crate::bench::Bench;

#[test]
fn a_file_is_tried_out_brought_and_taken_back() {
    let bench = Bench::installed("import");
    let file = bench.data.join("people.csv");
    std::fs::write(&file, "Who,E-mail\nSara,sara@example.com\nBo,nobody\n").unwrap();
    let file = file.to_str().unwrap();
    bench.run(&["import", "partners", "nothing.csv"]).refused(1, "cannot read");
    bench.run(&["import", "partners", file, "--map", "name=Nobody"]).refused(2, "--map");
    let dry = bench.run(&["import", "partners", file, "--map", "name=Who", "--dry-run"]);
    assert!(dry.stdout.contains("1 new") && dry.stdout.contains("1 could not be used"), "{dry:?}");
    assert!(dry.stdout.contains("line 3") && dry.stdout.contains("Nothing was changed"), "{dry:?}");
    assert!(bench.run(&["import", "list"]).stdout.contains("no imports"));
    let rejects = bench.data.join("rejects.csv");
    let brought = bench
        .run(&[
            "import",
            "partners",
            file,
            "--map",
            "name=Who",
            "--rejects",
            rejects.to_str().unwrap(),
            "--json",
        ])
        .json();
    assert_eq!((brought["new"].as_i64(), brought["wrong"].as_i64()), (Some(1), Some(1)));
    assert!(std::fs::read_to_string(rejects).unwrap().contains("Bo,nobody,3,email,"));
    let id = brought["id"].as_str().unwrap();
    assert!(bench.run(&["import", "list"]).stdout.contains("finished"));
    let undone = bench.run(&["import", "undo", id]);
    assert!(undone.stdout.contains("is taken back"), "{undone:?}");
    bench.run(&["import", "undo", id]).refused(1, "can't be taken back");
    bench.run(&["import", "undo", "imp_1"]).refused(2, "imp_1");
    bench.run(&["verify"]);
}
