package io.spirula.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceProgramIT {
    @TempDir
    Path directory;

    @Test
    void librariesOfOthersAreSharedAndComeFirstAndOurOwnAreCopied() throws Exception {
        var executable = executable("one");

        var first = unpack(executable, "first");
        var second = unpack(executable, "second");

        assertThat(first.mainClass()).isEqualTo("io.spirula.Main");
        assertThat(first.libraries()).isEqualTo(second.libraries()).hasSize(1);
        assertThat(first.libraries().get(0)).hasContent("foreign");
        assertThat(first.own()).doesNotContainAnyElementsOf(second.own());
        assertThat(first.classPath())
                .containsExactly(
                        first.libraries().get(0),
                        directory.resolve("first/service.jar"),
                        directory.resolve("first/spirula-rbd-1.jar"));
        assertThat(content(first, "db/tables.sql")).isEqualTo("one");
    }

    @Test
    void aNewBuildReplacesWhatIsOurs() throws Exception {
        unpack(executable("one"), "service");

        assertThat(content(unpack(executable("two"), "service"), "db/tables.sql"))
                .isEqualTo("two");
    }

    @Test
    void theClassesOfAPackageAreFoundByItsName() throws Exception {
        assertThat(content(unpack(executable("one"), "service"), "db/")).isEmpty();
    }

    private ServiceProgram unpack(Path executable, String name) {
        return ServiceProgram.unpack(executable, directory.resolve(name), directory.resolve("cache"));
    }

    private static String content(ServiceProgram program, String name) throws IOException {
        var jar = new URL[] {program.own().get(0).toUri().toURL()};
        try (var loader = new URLClassLoader(jar, null);
                var content = Objects.requireNonNull(loader.getResourceAsStream(name), name)) {
            return new String(content.readAllBytes(), UTF_8);
        }
    }

    private Path executable(String text) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Start-Class", "io.spirula.Main");
        var file = directory.resolve("exec.jar");
        try (var jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            add(jar, "org/springframework/boot/loader/Loader.class", "loader");
            add(jar, "BOOT-INF/classes/db/", "");
            add(jar, "BOOT-INF/classes/db/tables.sql", text);
            add(jar, "BOOT-INF/lib/spirula-rbd-1.jar", "own");
            add(jar, "BOOT-INF/lib/foreign-1.jar", "foreign");
        }
        return file;
    }

    private static void add(JarOutputStream jar, String name, String content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content.getBytes(UTF_8));
    }
}
