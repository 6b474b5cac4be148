package io.spirula.e2e;

import io.spirula.e2e.agent.FailPointAgent;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import net.bytebuddy.ByteBuddy;

/** Packs the agent's classes as the JVM wants an agent: in a jar that names its main class and what it uses. */
final class AgentJar {

    private AgentJar() {}

    static void write(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(new Attributes.Name("Premain-Class"), FailPointAgent.class.getName());
        attributes.put(
                Attributes.Name.CLASS_PATH, origin(ByteBuddy.class).toUri().toString());
        Path root = origin(FailPointAgent.class);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (Path file : classes(root)) {
                out.putNextEntry(new JarEntry(root.relativize(file).toString()));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
    }

    private static List<Path> classes(Path root) throws IOException {
        Path directory = root.resolve(FailPointAgent.class.getPackageName().replace('.', '/'));
        try (var files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static Path origin(Class<?> type) {
        CodeSource source = Objects.requireNonNull(type.getProtectionDomain().getCodeSource());
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("cannot find " + type, e);
        }
    }
}
