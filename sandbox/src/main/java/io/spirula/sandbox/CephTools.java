package io.spirula.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The stock programs {@code ceph}, {@code rbd} and {@code rados}, as administrator of a cluster. Each call fails with the
 * program's own words unless it exits 0. Safe to use from several threads.
 *
 * @param conf how to find the cluster
 * @param keyring holds the key of {@code client.admin}
 */
public record CephTools(Path conf, Path keyring) {

    /** Returns what {@code ceph} printed. */
    public String ceph(String... arguments) {
        return run("ceph", List.of("--connect-timeout", "240"), arguments);
    }

    /** Returns what {@code rbd} printed. */
    public String rbd(String... arguments) {
        return run("rbd", List.of(), arguments);
    }

    /** Returns what {@code rados} printed. */
    public String rados(String... arguments) {
        return run("rados", List.of(), arguments);
    }

    /** The SHA-256 of an image or snapshot as stock {@code rbd export} reads it, in hexadecimal digits. */
    public String sha256(String imageOrSnapshot) {
        return Command.sha256(argv("rbd", List.of(), "export", "--no-progress", imageOrSnapshot, "-"));
    }

    private String run(String program, List<String> options, String... arguments) {
        return Command.run(argv(program, options, arguments));
    }

    private List<String> argv(String program, List<String> options, String... arguments) {
        var argv = new ArrayList<>(
                List.of(program, "-c", conf.toString(), "--name", "client.admin", "--keyring", keyring.toString()));
        argv.addAll(options);
        argv.addAll(List.of(arguments));
        return argv;
    }
}
