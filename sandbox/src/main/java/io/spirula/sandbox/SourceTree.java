package io.spirula.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The checkout of Spirula that this program was built from. */
public final class SourceTree {
    private SourceTree() {}

    /** {@code SPIRULA_HOME}, or the nearest directory upwards that is a checkout. */
    public static Path root() {
        var configured = System.getenv("SPIRULA_HOME");
        if (configured != null) {
            return Path.of(configured).toAbsolutePath();
        }
        for (var directory = Path.of("").toAbsolutePath(); directory != null; directory = directory.getParent()) {
            if (Files.exists(directory.resolve("sandbox/kafka-broker/pom.xml"))) {
                return directory;
            }
        }
        throw new SandboxException("not inside a checkout of Spirula; set SPIRULA_HOME to one");
    }

    static List<Path> kafkaJars() {
        return jars(root().resolve("sandbox/kafka-broker/target/lib"), "*.jar");
    }

    /** The executable jar of a service. */
    static Path serviceJar(String module) {
        var target = root().resolve(module).resolve("target");
        var jars = jars(target, "spirula-" + module + "-*-exec.jar");
        if (jars.size() != 1) {
            throw new SandboxException("expected one executable jar in " + target + " but found " + jars.size()
                    + "; build it: mvn -DskipTests package");
        }
        return jars.get(0);
    }

    private static List<Path> jars(Path directory, String pattern) {
        try (var files = Files.newDirectoryStream(directory, pattern)) {
            var jars = new ArrayList<Path>();
            files.forEach(jars::add);
            return jars.stream().sorted().toList();
        } catch (IOException e) {
            throw new SandboxException("no jars in " + directory + "; build them: mvn -pl sandbox -am package", e);
        }
    }
}
