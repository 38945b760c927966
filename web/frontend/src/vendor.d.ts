declare module "bpmn-js/lib/NavigatedViewer" {
  export default class NavigatedViewer {
    constructor(options: { container: HTMLElement });
    importXML(xml: string): Promise<unknown>;
    get<T>(service: string): T;
    on(event: string, listener: (event: { element: { id: string } }) => void): void;
  }
}
