import { render } from "preact";
import "./state/look";
import { App } from "./app";
import { connect } from "./state/link";
import "./style/base.css";
import "./style/shell.css";
import "./style/conversation.css";
import "./style/side.css";
import "./style/dialog.css";

render(<App />, document.getElementById("app")!);
connect();
