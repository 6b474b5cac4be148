package io.spirula.sandbox;

import java.nio.file.Path;
import java.util.List;

/**
 * Makes an erasure-coded pool for data objects, of two data chunks and one coding chunk, on a cluster with a single OSD: its
 * CRUSH rule puts all three chunks of a placement group there. CRUSH itself would not, so the rule names the OSD three times.
 */
final class ErasureCodedPool {

    private static final String NAME = "three-chunks-on-one-osd";
    private static final String END = "# end crush map";
    private static final String RULE = """
            rule %s {
                id 7
                type erasure
                min_size 3
                max_size 3
            %s}
            """.formatted(NAME, "    step take osd.0\n    step emit\n".repeat(3));

    private ErasureCodedPool() {}

    static void create(CephTools tools, Path directory, String pool) {
        if (tools.ceph("osd", "pool", "ls").lines().toList().contains(pool)) {
            return;
        }
        if (!tools.ceph("osd", "crush", "rule", "ls").lines().toList().contains(NAME)) {
            addRule(tools, directory);
        }
        tools.ceph("osd", "erasure-code-profile", "set", NAME, "k=2", "m=1", "--force");
        tools.ceph("osd", "pool", "create", pool, "4", "4", "erasure", NAME, NAME);
        tools.ceph("osd", "pool", "set", pool, "allow_ec_overwrites", "true");
        tools.ceph("osd", "pool", "application", "enable", pool, "rbd");
    }

    private static void addRule(CephTools tools, Path directory) {
        Path compiled = directory.resolve("crush.map");
        Path text = directory.resolve("crush.txt");
        tools.ceph("osd", "getcrushmap", "-o", compiled.toString());
        Command.run(List.of("crushtool", "-d", compiled.toString(), "-o", text.toString()));
        var map = FileTree.read(text);
        if (!map.contains(END)) {
            throw new SandboxException("a CRUSH map that does not end with '" + END + "': " + map);
        }
        FileTree.write(text, map.replace(END, RULE + END));
        Command.run(List.of("crushtool", "-c", text.toString(), "-o", compiled.toString()));
        tools.ceph("osd", "setcrushmap", "-i", compiled.toString());
    }
}
