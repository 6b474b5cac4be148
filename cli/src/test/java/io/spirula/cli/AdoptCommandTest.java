package io.spirula.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdoptCommandTest {

    private static final String REQUESTED = """
            {"id":"a1","place":"site-b/rbd","tenant":"default","state":"requested","reason":null,"refusals":[]}""";
    private static final String COMPLETED = """
            {"id":"a1","place":"site-b/rbd","tenant":"default","state":"completed","reason":null,"replicas":3,
            "adopted":7,"known":1,"refused":102,"refusals":[
            {"image":"site-b/rbd/odd","imageId":"f/2//1","snapshot":null,"reason":{"code":"EPOCH_TAKEN","text":"taken"}},
            {"image":"site-b/rbd/vm","imageId":"f/2//2","snapshot":"s1","reason":{"code":"MARK_DIFFERS","text":"anew"}}]}""";

    private final ApiServer server = new ApiServer();
    private final CommandLineRun command = CommandLineRun.against(server);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void thePlaceIsAskedFor() {
        server.on("POST /api/v1/adoptions", 202, REQUESTED);

        assertThat(command.run("adopt", "site-b/rbd", "--tenant", "acme")).isZero();

        assertThat(server.only().body()).isEqualTo("{\"place\":\"site-b/rbd\",\"tenant\":\"acme\"}");
        assertThat(server.only().header("Idempotency-Key")).isPresent();
        assertThat(command.out())
                .isEqualTo("Adoption a1 of site-b/rbd is requested; spirula images shows what it finds\n");
    }

    @Test
    void waitingTellsWhatWasTakenUpAndNamesWhatWasNot() {
        server.on("POST /api/v1/adoptions", 202, REQUESTED).on("GET /api/v1/adoptions/a1", 200, COMPLETED);

        assertThat(command.run("adopt", "site-b/rbd", "--wait")).isZero();

        assertThat(command.out()).isEqualTo("""
                        Adopted 7 points of 3 replicas in site-b/rbd; 1 were known, 102 refused
                          refused site-b/rbd/odd: taken
                          refused site-b/rbd/vm@s1: anew
                          and 100 more
                        """);
    }

    @Test
    void anAdoptionThatFailsSaysWhy() {
        server.on("POST /api/v1/adoptions", 202, REQUESTED)
                .on(
                        "GET /api/v1/adoptions/a1",
                        200,
                        REQUESTED
                                .replace("requested", "failed")
                                .replace(
                                        "\"reason\":null",
                                        "\"reason\":{\"code\":\"POOL\",\"text\":\"there is no pool rbd\"}"));

        assertThat(command.run("adopt", "site-b/rbd", "--wait")).isEqualTo(1);

        assertThat(command.out()).isEqualTo("Adoption of site-b/rbd is failed: there is no pool rbd\n");
    }
}
