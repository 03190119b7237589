package dev.rubato.web.http;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** The page's own files, each named here: no other file can be asked for. */
public final class Assets {
  private static final String[] MODULES = {
    "app.js",
    "api.js",
    "chart.js",
    "design.js",
    "take.js",
    "handles.js",
    "descend.js",
    "bend.js",
    "bendcurve.js",
    "tree.js",
    "starter.js",
    "studies.js",
    "study.js",
    "limits.js",
    "thin.js",
    "i18n.js",
    "said-zh.js",
    "texts-en.js",
    "texts-zh.js",
    "dom.js"
  };
  private static final String OWN = "/dev/rubato/web/";
  private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";

  private final Map<String, Asset> assets = new LinkedHashMap<>();

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Asset(String type, byte[] bytes) {}

  /** Reads them all. */
  public Assets() {
    assets.put("/", new Asset("text/html; charset=utf-8", bytes(OWN + "index.html")));
    assets.put("/style.css", new Asset(STYLE, bytes(OWN + "style.css")));
    assets.put("/icon.svg", new Asset("image/svg+xml", bytes(OWN + "icon.svg")));
    for (String module : MODULES) {
      assets.put("/" + module, new Asset(JAVASCRIPT, bytes(OWN + module)));
    }
    String plot = "/META-INF/resources/webjars/uplot/" + plotVersion() + "/dist/";
    assets.put("/uplot.js", new Asset(JAVASCRIPT, bytes(plot + "uPlot.esm.js")));
    assets.put("/uplot.css", new Asset(STYLE, bytes(plot + "uPlot.min.css")));
  }

  /** A WebJar's files lie under its version. */
  private static String plotVersion() {
    Properties about = new Properties();
    String pom = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";
    try (InputStream in = open(pom)) {
      about.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return about.getProperty("version", "");
  }

  private static InputStream open(String name) {
    InputStream in = Assets.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException("the page's file " + name + " is missing from the jar");
    }
    return in;
  }

  private static byte[] bytes(String name) {
    try (InputStream in = open(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Serves each under its name. */
  public void addTo(RoutesConfig routes) {
    assets.forEach(
        (path, asset) ->
            routes.get(path, context -> context.contentType(asset.type).result(asset.bytes)));
  }
}
