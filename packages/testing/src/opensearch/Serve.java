import org.codelibs.opensearch.runner.OpenSearchRunner;

/** One node of OpenSearch on a port of the loopback; it ends with its standard input. */
public class Serve {
  public static void main(String[] args) throws Exception {
    OpenSearchRunner runner = new OpenSearchRunner();
    runner
        .onBuild((number, settings) -> settings
            .put("discovery.type", "single-node")
            .put("network.host", "127.0.0.1")
            .put("transport.port", "0")
            .put("http.port", args[1]))
        .build(OpenSearchRunner.newConfigs().basePath(args[0]).numOfNode(1).baseHttpPort(0));
    System.out.println("callboard: started");
    while (System.in.read() >= 0) {}
    runner.close();
    runner.clean();
  }
}
