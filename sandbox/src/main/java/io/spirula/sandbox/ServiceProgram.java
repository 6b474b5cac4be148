package io.spirula.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * A service unpacked from its executable jar: the libraries of others into a cache, where JVMs can share what they load of
 * them, and our own into a directory of its own, so that a build meanwhile does not change the program under its feet.
 *
 * @param libraries the beginning of the class path
 * @param own the rest of it
 */
record ServiceProgram(String mainClass, List<Path> libraries, List<Path> own) {
    private static final String CLASSES = "BOOT-INF/classes/";
    private static final String LIBRARIES = "BOOT-INF/lib/";

    static ServiceProgram unpack(Path executable, Path directory, Path cache) {
        FileTree.delete(directory);
        FileTree.create(directory);
        FileTree.createReadable(cache);
        var libraries = new ArrayList<Path>();
        var own = new ArrayList<Path>();
        try (var jar = new JarFile(executable.toFile())) {
            own.add(classes(jar, directory.resolve("service.jar")));
            for (var entry : entries(jar, LIBRARIES)) {
                var name = entry.getName().substring(LIBRARIES.length());
                if (name.startsWith("spirula-")) {
                    own.add(copy(jar, entry, directory.resolve(name)));
                } else {
                    libraries.add(cached(jar, entry, cache.resolve("%08x-%s".formatted(entry.getCrc(), name))));
                }
            }
            var main = jar.getManifest().getMainAttributes().getValue("Start-Class");
            return new ServiceProgram(main, List.copyOf(libraries), List.copyOf(own));
        } catch (IOException e) {
            throw new SandboxException("cannot unpack " + executable, e);
        }
    }

    List<Path> classPath() {
        var all = new ArrayList<>(libraries);
        all.addAll(own);
        return all;
    }

    private static List<JarEntry> entries(JarFile jar, String prefix) {
        return jar.stream()
                .filter(entry -> entry.getName().length() > prefix.length()
                        && entry.getName().startsWith(prefix))
                .toList();
    }

    /** Directories, too: without their entries nobody finds the classes of a package. */
    private static Path classes(JarFile jar, Path target) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(target), jar.getManifest())) {
            for (var entry : entries(jar, CLASSES)) {
                out.putNextEntry(new JarEntry(entry.getName().substring(CLASSES.length())));
                try (var content = jar.getInputStream(entry)) {
                    content.transferTo(out);
                }
            }
        }
        return target;
    }

    private static Path cached(JarFile jar, JarEntry entry, Path target) throws IOException {
        if (!Files.exists(target)) {
            var draft = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID());
            copy(jar, entry, draft);
            // the same for whoever is first: a class archive holds for one time of change only
            Files.setLastModifiedTime(draft, entry.getLastModifiedTime());
            FileTree.replace(draft, target);
        }
        return target;
    }

    private static Path copy(JarFile jar, JarEntry entry, Path target) throws IOException {
        try (InputStream content = jar.getInputStream(entry)) {
            Files.copy(content, target);
        }
        return target;
    }
}
